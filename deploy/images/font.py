"""Takes one face out of Debian's Noto Serif CJK: the simplified Chinese one our documents are set in.

    font.py COLLECTION.ttc OUT.otf

A collection holds the glyphs of five languages. Here the outlines stay that this face can reach, by a
character or by a feature that is on by default; the others are emptied, and so is Hangul, which
common/print prints nowhere. Numbers of glyphs and of subroutines, widths and names are untouched, byte
by byte, so a document is set in the same bytes as with the whole collection. Needs Debian's
python3-fonttools.
"""
import struct
import sys
import unicodedata

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

FACE = "NotoSerifCJKsc-"
FACES = 5
HANGUL = ((0x1100, 0x1200), (0x302e, 0x3030), (0x3131, 0x318f), (0x3200, 0x321f), (0x3260, 0x327f),
          (0xa960, 0xa97d), (0xac00, 0xd7fc), (0xffa0, 0xffdd))  # script property of Unicode
# What a text engine applies unasked.
FEATURES = ["calt", "ccmp", "clig", "curs", "dist", "kern", "liga", "locl", "mark", "mkmk", "rclt",
            "rlig"]
SCRIPTS = ("DFLT", "cyrl", "grek", "hani", "kana", "latn")
# Documents are in Chinese (common/print); a run of kana is taken for Japanese.
CHINESE = [f"{script}.{language}" for script in SCRIPTS for language in ("dflt", "ZHS ")]
OTHERS = ["kana.JAN "]
# Of vertical setting, which no document uses.
VERTICAL = ("VORG", "vhea", "vmtx")
END_CHAR = b"\x0e"  # a glyph without outline
# Operators of the Compact Font Format (Adobe technical note 5176).
CHAR_STRINGS, PRIVATE, FD_ARRAY, SHORT, LONG = 17, 18, (12, 36), 28, 29


def face_of(collection):
    """What is not touched is written as it was read."""
    for number in range(FACES):
        font = TTFont(collection, fontNumber=number, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
        if font["name"].getDebugName(6).startswith(FACE):
            return font
    raise SystemExit(f"{collection} has no face {FACE}")


def closure(font, characters, scripts):
    subsetter = subset.Subsetter(subset.Options(layout_features=FEATURES, layout_scripts=scripts))
    subsetter.populate(unicodes=characters)
    subsetter._prune_pre_subset(font)
    subsetter._closure_glyphs(font)
    return {font.getGlyphID(name) for name in subsetter.glyphs_retained}


def characters_of(font):
    return {c for c in font.getBestCmap() if not any(low <= c < high for low, high in HANGUL)}


def reached(collection):
    """Numbers of the glyphs that a text in any of these characters can show."""
    characters = characters_of(face_of(collection))
    others = {c for c in characters if not unicodedata.name(chr(c), "").startswith("CJK UNIFIED")}
    return (closure(face_of(collection), characters, CHINESE) | closure(face_of(collection), others, OTHERS)
            | {0})


class Outlines:
    """A CFF table, changed in place where it says where its parts lie."""

    def __init__(self, data):
        self.data = bytearray(data)
        _, after_names = self._index(self.data[2])
        (top,), _ = self._index(after_names)
        self.top = self._operands(*top)

    def _index(self, at):
        """(begin and end of each object, end of the whole)"""
        count, size = struct.unpack_from(">HB", self.data, at)
        if count == 0:
            return [], at + 2
        first = at + 3 + (count + 1) * size - 1
        ends = [first + int.from_bytes(self.data[at + 3 + i * size:at + 3 + (i + 1) * size], "big")
                for i in range(count + 1)]
        return list(zip(ends, ends[1:])), ends[-1]

    def _operands(self, at, end):
        """Operator → where each of its operands begins."""
        found, begun = {}, []
        while at < end:
            byte = self.data[at]
            if byte <= 21:
                escaped = byte == 12
                found[(byte, self.data[at + 1]) if escaped else byte] = begun
                begun, at = [], at + 1 + escaped
                continue
            begun.append(at)
            if byte == 30:  # a real number: up to a half byte of fifteen
                at += 1
                while self.data[at] & 15 != 15:
                    at += 1
                at += 1
            else:
                at += 3 if byte == SHORT else 5 if byte == LONG else 1 if byte <= 246 else 2
        return found

    def _number(self, at):
        assert self.data[at] in (SHORT, LONG)
        return struct.unpack_from(">h" if self.data[at] == SHORT else ">i", self.data, at + 1)[0]

    def _move(self, at, by):
        """Only what is written in full width keeps its place."""
        assert self.data[at] == LONG
        struct.pack_into(">i", self.data, at + 1, self._number(at) - by)

    def keep(self, glyphs):
        begin = self._number(self.top[CHAR_STRINGS][0])
        objects, end = self._index(begin)
        kept = [self.data[a:b] if n in glyphs else END_CHAR for n, (a, b) in enumerate(objects)]
        ends = [1]
        for one in kept:
            ends.append(ends[-1] + len(one))
        packed = struct.pack(">HB", len(kept), 4) + struct.pack(f">{len(ends)}I", *ends) + b"".join(kept)
        shorter = end - begin - len(packed)
        # What lies behind moves: the dictionaries of the font's parts, and what they point to.
        dictionaries = self.top[FD_ARRAY][0]
        parts, _ = self._index(self._number(dictionaries))
        assert begin < self._number(dictionaries)
        for part in parts:
            private = self._operands(*part)[PRIVATE][1]
            assert begin < self._number(private)
            self._move(private, shorter)
        self._move(dictionaries, shorter)
        self.data[begin:end] = packed


def main(collection, out):
    glyphs, font = reached(collection), face_of(collection)
    characters = characters_of(font)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:  # variants of Chinese characters
            table.cmap = {c: name for c, name in table.cmap.items() if c in characters}
    outlines = Outlines(font.reader["CFF "])
    outlines.keep(glyphs)
    font["CFF "] = DefaultTable("CFF ")
    font["CFF "].data = bytes(outlines.data)
    for table in VERTICAL:
        del font[table]
    font.save(out)
    print(f"{out}: outlines of {len(glyphs)} of {font['maxp'].numGlyphs} glyphs")


if __name__ == "__main__":
    main(*sys.argv[1:])
