#!/usr/bin/env bash
# What colour and position give away of the synthetic street set, beside a network trained for longer.
# From the repository's root, after `dotnet build -c Release`: bash docs/studies/synthetic-street/run.sh [OUT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
configuration=docs/studies/synthetic-street/configuration.json
out=${1:-runs/synthetic-street}
engine="dotnet Experiments.Engine/bin/Release/net10.0/Experiments.Engine.dll"
$engine dataset baseline --config "$configuration"
$engine train --config "$configuration" --out "$out/training" --resume
$engine evaluate --checkpoint "$out/training/checkpoints/final.safetensors" --config "$configuration" --out "$out/evaluation"
