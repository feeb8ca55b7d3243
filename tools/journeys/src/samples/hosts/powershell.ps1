# Runs the samples whose files it reads from its input, a line each, and prints the envelope that each one received.
while ($null -ne ($line = [Console]::In.ReadLine())) {
  try {
    # In a scope of its own, so that no sample sees the variables of another.
    $outcome = @{ envelope = & { . $args[0]; $envelope } $line }
  } catch {
    $outcome = @{ error = "$_" }
  }
  [Console]::Out.WriteLine((ConvertTo-Json -InputObject $outcome -Depth 20 -Compress))
}
