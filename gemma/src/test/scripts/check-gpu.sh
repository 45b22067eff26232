#!/bin/sh
# One command on a machine with an NVIDIA GPU: goldens on it, then a benchmark. check-gpu.sh [MODEL.gguf]
# Without a model it measures the shape of Gemma 2 2B. Prints JSON: decode as a share of the memory bandwidth, prefill as
# a share of the peak in bf16, and where torch and transformers are there, decode of the same shape by them.
# Needs a driver for CUDA 13, a JDK 25, Maven, and python3 with pip. Takes NVIDIA's libraries (some 2 GB) as packages into
# the plug-in's own folder, where it looks first; with CUDA_LIBRARIES=system it uses those of the machine.
# GPU_GB_PER_S and GPU_TFLOPS state the limits of a GPU that is not listed here.
# REHEARSE=1 walks the same steps on the CPU plug-in and a small model; its shares mean nothing.
set -eu
cd "$(dirname "$0")/../../.."

if [ "${REHEARSE:-}" = 1 ]; then
  kind=cpu name=rehearsal
  library=$(src/test/scripts/fetch-pjrt-plugin.sh cpu)
  device=pjrt:$library:0 folder=$(dirname "$library")
  model=${1:-small}
else
  kind=gpu device=gpu:0 model=${1:-gemma2-2b}
  nvidia-smi --list-gpus || { echo "no NVIDIA GPU, or no driver: nothing was checked" >&2; exit 2; }
  name=$(nvidia-smi --query-gpu=name --format=csv,noheader | head -1)
  library=$(src/test/scripts/fetch-pjrt-plugin.sh gpu)
  folder=${library%/jax_plugins/*}
  if [ "${CUDA_LIBRARIES:-packages}" = packages ] && [ ! -d "$folder/nvidia/cudnn" ]; then
    # All at once: with --upgrade, pip puts the whole folder nvidia in the place of the one that is there.
    python3 -m pip install --quiet --no-deps --upgrade --target "$folder" \
      nvidia-cuda-nvcc==13.5.37 nvidia-nvvm==13.5.37 \
      'nvidia-cublas<14' 'nvidia-cuda-cupti<14' 'nvidia-cuda-runtime<14' 'nvidia-cuda-nvrtc<14' 'nvidia-cudnn-cu13<10' \
      'nvidia-cufft<13' 'nvidia-cusolver<13' 'nvidia-cusparse<13' 'nvidia-nccl-cu13<3' 'nvidia-nvjitlink<14' \
      'nvidia-nvshmem-cu13<4'
  fi
fi

# Memory bandwidth in GB/s and dense bf16 peak in TFLOP/s, from NVIDIA's data sheets.
case $name in
  *H200*) limits="4800 989" ;;
  *"H100 80GB HBM3"*) limits="3352 989" ;;
  *"H100 PCIe"*) limits="2039 756" ;;
  *"A100"*80GB*) limits="2039 312" ;;
  *L40S*) limits="864 362" ;;
  *) limits="${GPU_GB_PER_S:-0} ${GPU_TFLOPS:-0}" ;;
esac
if [ "$kind" = gpu ] && [ "$limits" = "0 0" ]; then
  echo "limits of $name: not known (set GPU_GB_PER_S and GPU_TFLOPS)" >&2
  exit 2
fi
[ "$kind" = gpu ] || limits="1 1"

mvn -q test -Dgemstream.pjrt.test="$kind" \
  -Dtest='GoldenPjrtTest,WeightStorageTest,BatchInvarianceTest,BestTokensTest,DeviceChoiceTest,PjrtBackendTest'
# shellcheck disable=SC2086 # two words
"${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -cp target/classes:target/test-classes io.gemstream.gemma.backend.pjrt.PjrtBenchmark \
  "$device" "$folder" "$model" $limits

if [ "$kind" = gpu ] && python3 -c 'import torch, transformers' 2>/dev/null; then
  python3 src/test/scripts/transformers_decode.py
else
  echo "not compared: no GPU, or no torch and transformers for python3" >&2
fi
