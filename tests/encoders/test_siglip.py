"""Reading SigLIP checkpoints: the tower alone, quietly, or one sentence on what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import SiglipConfig, SiglipImageProcessor, SiglipModel, SiglipVisionModel

from gennet_rl.config import VisionEncoderConfig
from gennet_rl.encoders import VisionEncoder, build_vision_encoder
from gennet_rl.errors import InvalidValueError, MissingFileError


def noise(batch: int, height: int, width: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (batch, height, width, 3), dtype=torch.uint8, generator=generator)


def build(folder: Path, **fields: Any) -> VisionEncoder:
    return build_vision_encoder(VisionEncoderConfig(checkpoint=str(folder), **fields), (64, 64, 3))


def test_the_tower_of_a_two_tower_folder_gives_its_own_states_quietly(
    vision_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    encoder = build(vision_folder)
    printed = "".join(capfd.readouterr()).upper()
    assert "UNEXPECTED" not in printed
    assert "MISSING" not in printed
    assert encoder.width == 32
    assert not any("text" in name or "head" in name for name, _ in encoder.named_parameters())
    image = noise(2, 64, 64)
    states = encoder(image)
    assert states.shape == (2, 16, 32)
    expected = SiglipModel.from_pretrained(vision_folder).vision_model(
        pixel_values=encoder.processor(image)
    )
    torch.testing.assert_close(states, expected.last_hidden_state)


def test_shards_and_half_precision_give_the_same_tower(vision_folder: Path, tmp_path: Path) -> None:
    model = SiglipModel.from_pretrained(vision_folder)
    halves = {name: weight.half().float() for name, weight in model.state_dict().items()}
    model.load_state_dict(halves)
    processor = SiglipImageProcessor.from_pretrained(vision_folder)
    for kind, dtype in (("whole", torch.float32), ("sharded", torch.float16)):
        size = "30KB" if kind == "sharded" else "5GB"
        model.to(dtype).save_pretrained(tmp_path / kind, max_shard_size=size)
        processor.save_pretrained(tmp_path / kind)
    assert (tmp_path / "sharded" / "model.safetensors.index.json").is_file()
    whole, sharded = build(tmp_path / "whole"), build(tmp_path / "sharded")
    assert {weight.dtype for weight in sharded.parameters()} == {torch.float32}
    image = noise(2, 32, 32)
    torch.testing.assert_close(sharded(image), whole(image), rtol=0, atol=0)


def test_a_tower_saved_alone_is_read_too(vision_folder: Path, tmp_path: Path) -> None:
    SiglipVisionModel.from_pretrained(vision_folder).save_pretrained(tmp_path / "tower")
    SiglipImageProcessor.from_pretrained(vision_folder).save_pretrained(tmp_path / "tower")
    image = noise(2, 32, 32)
    states = build(tmp_path / "tower")(image)
    torch.testing.assert_close(states, build(vision_folder)(image), rtol=0, atol=0)


def test_unfit_checkpoints_say_so(text_folder: Path, vision_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match=r"text model .*'modernbert'.*network\.text"):
        build(text_folder)
    with pytest.raises(MissingFileError, match="hub"):
        build_vision_encoder(VisionEncoderConfig(checkpoint="nobody/nothing"), (64, 64, 3))
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text('{"model_type": "clip"}')
    (other / "model.safetensors").write_bytes(b"")
    with pytest.raises(InvalidValueError, match="model_type 'clip'"):
        build(other)
    (vision_folder / "preprocessor_config.json").rename(tmp_path / "kept")
    with pytest.raises(MissingFileError, match=r"no preprocessor_config\.json"):
        build(vision_folder)
    (tmp_path / "kept").rename(vision_folder / "preprocessor_config.json")
    (vision_folder / "model.safetensors").rename(vision_folder / "pytorch_model.bin")
    with pytest.raises(InvalidValueError, match="no weights in safetensors, and pickled ones"):
        build(vision_folder)
    (vision_folder / "pytorch_model.bin").unlink()
    with pytest.raises(MissingFileError, match=r"no model\.safetensors"):
        build(vision_folder)
    (vision_folder / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(InvalidValueError, match="damaged weights"):
        build(vision_folder)


def test_missing_weights_are_one_sentence(vision_folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(vision_folder / "model.safetensors")
    headless = {name: w for name, w in weights.items() if ".head." not in name}
    save_file(headless, vision_folder / "model.safetensors", {"format": "pt"})
    build(vision_folder)
    with pytest.raises(InvalidValueError, match="no weights of the attention pooling head"):
        build(vision_folder, pooling="attention")
    shape = dict(headless)
    shape["vision_model.post_layernorm.weight"] = torch.ones(5)
    del shape["vision_model.post_layernorm.bias"]
    save_file(shape, vision_folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(InvalidValueError, match=r"lacks 2 weights .*post_layernorm\.bias"):
        build(vision_folder)


MEASURE = """
import socket, sys
from pathlib import Path

reached = []

def refuse(*address, **kwargs):
    reached.append(address)
    raise OSError("no network here")

socket.getaddrinfo = socket.socket.connect = refuse

import torch
from transformers import SiglipModel
from gennet_rl.config import VisionEncoderConfig
from gennet_rl.encoders import build_vision_encoder

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

def growth(load):
    before = peak()
    load()
    return peak() - before

small, large, sharded = sys.argv[1:]
def tower(folder):
    encoder = build_vision_encoder(VisionEncoderConfig(checkpoint=folder), (64, 64, 3))
    encoder(torch.zeros(1, 64, 64, 3, dtype=torch.uint8))

def text_tower(folder):
    # Weights are mapped from the file; reading them brings them into memory.
    SiglipModel.from_pretrained(folder).text_model.embeddings.token_embedding.weight.sum()

tower(small)  # the libraries' own memory
for folder in (large, sharded):
    print(growth(lambda: tower(folder)))
print(growth(lambda: text_tower(large)))
assert not reached, f"folders reached for the network: {reached}"
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_the_text_tower_never_enters_memory_nor_a_folder_the_network(
    vision_folder: Path, tmp_path: Path
) -> None:
    config = SiglipConfig.from_pretrained(vision_folder)
    config.text_config.vocab_size = 800_000
    model = SiglipModel(config)
    megabytes = model.text_model.embeddings.token_embedding.weight.nbytes / 2**20
    for kind, size in (("large", "5GB"), ("sharded", "20MB")):
        model.save_pretrained(tmp_path / kind, max_shard_size=size)
        SiglipImageProcessor.from_pretrained(vision_folder).save_pretrained(tmp_path / kind)
    folders = [str(vision_folder), str(tmp_path / "large"), str(tmp_path / "sharded")]
    command = [sys.executable, "-c", MEASURE, *folders]
    online = {**os.environ, "HF_HUB_OFFLINE": "0"}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=online)
    assert run.returncode == 0, run.stderr
    large, sharded, text_tower = np.array(run.stdout.split(), float)
    assert text_tower > 0.8 * megabytes  # the measure sees a text tower where one is read
    assert max(large, sharded) < 0.2 * megabytes
