<?php
// Writes each of the strings on stdin, a JSON list, with each encoder: {name: [written, …]}.
$encoders = [
    'json_encode' => fn($v) => json_encode($v),
    'json_encode, as it is' => fn($v) => json_encode($v, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES),
    'json_encode, for HTML' => fn($v) => json_encode($v, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT),
    'json_encode twice' => fn($v) => substr(json_encode(json_encode($v)), 3, -3),
    'var_export' => fn($v) => var_export($v, true),
    'addslashes' => fn($v) => addslashes($v),
    'addcslashes' => fn($v) => addcslashes($v, "\0..\37\"\\\$\177..\377"),
    'quotemeta' => fn($v) => quotemeta($v),
    'preg_quote' => fn($v) => preg_quote($v, '/'),
    'escapeshellarg' => fn($v) => escapeshellarg($v),
    'escapeshellcmd' => fn($v) => str_contains($v, "\n") ? null : escapeshellcmd($v),
    'urlencode' => fn($v) => urlencode($v),
    'rawurlencode' => fn($v) => rawurlencode($v),
    'http_build_query' => fn($v) => substr(http_build_query(['v' => $v]), 2),
    'htmlspecialchars' => fn($v) => htmlspecialchars($v),
    'htmlspecialchars, HTML 5' => fn($v) => htmlspecialchars($v, ENT_QUOTES | ENT_HTML5),
    'htmlspecialchars, not twice' => fn($v) => htmlspecialchars($v, ENT_QUOTES, 'UTF-8', false),
    'htmlentities' => fn($v) => htmlentities($v),
    'htmlentities, HTML 5' => fn($v) => htmlentities($v, ENT_QUOTES | ENT_HTML5),
    'quoted_printable_encode' => fn($v) => quoted_printable_encode($v),
    'bin2hex' => fn($v) => bin2hex($v),
    'base64_encode' => fn($v) => base64_encode($v),
    'chunk_split' => fn($v) => rtrim(chunk_split(base64_encode($v))),
    'fputcsv' => function ($v) {
        $file = fopen('php://memory', 'r+');
        fputcsv($file, [$v, 'x'], ',', '"', '');
        rewind($file);
        return substr(stream_get_contents($file), 0, -3);
    },
];
$values = json_decode(file_get_contents('php://stdin'));
echo json_encode(array_map(fn($encode) => array_map($encode, $values), $encoders), JSON_UNESCAPED_SLASHES);
