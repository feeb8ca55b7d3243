<?php
// Runs the samples whose files it reads from its input, a line each, and prints the envelope that each one received.
$run = function (string $file): array {
    require $file;
    return $envelope;
};
while (($line = fgets(STDIN)) !== false) {
    try {
        $outcome = ['envelope' => $run(rtrim($line))];
    } catch (Throwable $error) {
        $outcome = ['error' => $error->getMessage()];
    }
    echo json_encode($outcome), "\n";
}
