#!/bin/sh
# Fetches a PJRT plug-in for tests and prints where it lies: fetch-pjrt-plugin.sh cpu|gpu|tpu
# Needs python3 with pip; takes the package from the index that pip is configured for and checks it against a SHA-256.
# "gpu" brings NVIDIA's assembler along (300 MB), with which programs compile for a GPU that is not there; to run on one,
# see check-gpu.sh.
set -eu

case "${1:-}" in
  cpu) package=lammps-jax-pjrt-cpu version=0.11.2 library=lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so
       sha256=1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1 ;;
  gpu) package=jax-cuda13-pjrt version=0.11.2 library=jax_plugins/xla_cuda13/xla_cuda_plugin.so
       sha256=e5ff589d43064913bb74027682d89639c7ea48f9f81c2bae6fc75117e913f93e ;;
  tpu) package=libtpu version=0.0.52 library=libtpu/libtpu.so
       sha256=f5e2e596eaea9357fbb5a6755a7a9007c6ab75bfde4a55191b03eff402971140 ;;
  *) echo "usage: $0 cpu|gpu|tpu" >&2; exit 2 ;;
esac

folder="${XDG_CACHE_HOME:-$HOME/.cache}/gemstream/pjrt/$1-$version"
if [ ! -f "$folder/$library" ]; then
  command -v python3 >/dev/null || { echo "plug-in not fetched: no python3 with pip" >&2; exit 1; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.11 \
    --platform manylinux_2_27_x86_64 --platform manylinux_2_31_x86_64 --dest "$work" "$package==$version" >&2
  wheel=$(ls "$work"/*.whl)
  echo "$sha256  $wheel" | sha256sum --check --quiet >&2
  python3 -m zipfile -e "$wheel" "$work/content"
  mkdir -p "$(dirname "$folder")"
  rm -rf "$folder"
  mv "$work/content" "$folder"
fi
if [ "$1" = gpu ] && [ ! -f "$folder/nvidia/cu13/bin/ptxas" ]; then
  python3 -m pip install --quiet --no-deps --target "$folder" nvidia-cuda-nvcc==13.5.37 nvidia-nvvm==13.5.37 >&2
fi
echo "$folder/$library"
