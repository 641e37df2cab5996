"""What a GGUF file is, from its head alone: keys and names of tensors, before anything is loaded."""

import struct

SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # bytes of each plain value type
TEXT, LIST = 8, 9
MOST = 1 << 28  # no count in an honest head is larger


def read_head(path):
    """(keys, names of tensors). Raises ValueError when the file is no GGUF or is cut off."""
    try:
        with open(path, "rb") as file:
            if file.read(4) != b"GGUF" or number(file, "<I") < 2:
                raise ValueError("not a GGUF file")
            tensors, keys = number(file, "<Q"), number(file, "<Q")
            if max(tensors, keys) > MOST:
                raise ValueError("not a GGUF file")
            return [key(file) for _ in range(keys)], [tensor(file) for _ in range(tensors)]
    except struct.error as error:
        raise ValueError("the GGUF file is cut off") from error


def scores_pairs(path):
    """A model made to rank has a head for it; llama.cpp would give numbers without meaning from any other."""
    return any(name.startswith(("cls.", "classifier.")) for name in read_head(path)[1])


def names_its_pooling(path):
    """Models made to embed say how they were trained to pool."""
    return any(name.endswith(".pooling_type") for name in read_head(path)[0])


def number(file, form):
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]


def text(file):
    length = number(file, "<Q")
    if length > MOST:
        raise ValueError("not a GGUF file")
    return file.read(length).decode("utf-8", "replace")


def key(file):
    name = text(file)
    skip(file, number(file, "<I"))
    return name


def skip(file, kind):
    if kind == TEXT:
        text(file)
    elif kind == LIST:
        inner, count = number(file, "<I"), number(file, "<Q")
        if inner in SIZES:
            file.seek(SIZES[inner] * count, 1)
        elif count > MOST:
            raise ValueError("not a GGUF file")
        else:
            for _ in range(count):
                skip(file, inner)
    elif kind in SIZES:
        file.seek(SIZES[kind], 1)
    else:
        raise ValueError("not a GGUF file")


def tensor(file):
    name = text(file)
    dimensions = number(file, "<I")
    file.seek(8 * dimensions + 4 + 8, 1)
    return name
