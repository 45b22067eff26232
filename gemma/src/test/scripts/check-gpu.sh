#!/bin/sh
# One command on a machine with an NVIDIA GPU: goldens on it, then a benchmark. check-gpu.sh [MODEL.gguf]
# Needs a driver for CUDA 13, a JDK 25, Maven, and python3 with pip. Takes NVIDIA's libraries (some 2 GB) as packages into
# the plug-in's own folder, where it looks first; with CUDA_LIBRARIES=system it uses those of the machine.
set -eu
cd "$(dirname "$0")/../../.."

nvidia-smi --list-gpus || { echo "no NVIDIA GPU, or no driver: nothing was checked" >&2; exit 2; }
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

mvn -q test -Dgemstream.pjrt.test=gpu \
  -Dtest='GoldenPjrtTest,WeightStorageTest,BatchInvarianceTest,TopLogitsTest,PjrtBackendTest'
if [ $# -gt 0 ]; then
  java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -cp target/classes:target/test-classes io.gemstream.gemma.backend.pjrt.PjrtBenchmark gpu:0 "$folder" "$1"
fi
