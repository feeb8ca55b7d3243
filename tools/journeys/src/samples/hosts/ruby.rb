# Runs the samples whose files it reads from its input, a line each, and prints the envelope that each one received.
require 'json'

$stdout.sync = true
$stdin.each_line(chomp: true) do |file|
  outcome =
    begin
      scope = Object.new.instance_eval { binding }
      scope.eval(File.read(file, encoding: 'UTF-8'), file)
      { envelope: scope.local_variable_get(:envelope) }
    rescue StandardError, SyntaxError => e
      { error: e.message }
    end
  puts JSON.generate(outcome)
end
