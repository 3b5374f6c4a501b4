"""Shapes, and what is made of them by ``+``, ``-`` and ``&``."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

Number = Any  # a number, a text or an expression of constants

#: How many coordinates a point of each kind has.
DIMENSIONS = {
    "interval": 1,
    **dict.fromkeys(
        ["rectangle", "disk", "ellipse", "annulus", "sector", "triangle", "polygon"], 2
    ),
    **dict.fromkeys(["box", "ball", "cylinder", "cone", "torus", "mesh"], 3),
}


#: What is done to a shape, in this order.
_MOVES = ("scale", "rotate", "translate")


class Shape:
    """A shape, ``Shape("disk", center=[0, 0], radius=0.3)``, of any kind and with the keys of
    `the problem file <problem-file.md#shapes>`_, or a combination of shapes.

    ``a + b`` is the union, ``a - b`` the difference and ``a & b`` the intersection. By its
    ``name`` conditions and parts of boundaries know it; without one it is called by its kind.
    """

    def __init__(self, kind: str, *, name: str | None = None, **keys: Any) -> None:
        self.kind, self.own_name = kind, name
        self.keys: dict[str, Any] = {"kind": kind, **keys}
        #: Of a combination: shapes, with the sign before each.
        self.parts: list[tuple[str, Shape]] = []

    @classmethod
    def interval(cls, lower: Number, upper: Number, name: str | None = None) -> Shape:
        """An interval."""
        return cls("interval", name=name, lower=lower, upper=upper)

    @classmethod
    def rectangle(
        cls, lower: Sequence[Number], upper: Sequence[Number], name: str | None = None
    ) -> Shape:
        """A rectangle between two corners."""
        return cls("rectangle", name=name, lower=lower, upper=upper)

    @classmethod
    def box(
        cls, lower: Sequence[Number], upper: Sequence[Number], name: str | None = None
    ) -> Shape:
        """A box between two corners, in three dimensions."""
        return cls("box", name=name, lower=lower, upper=upper)

    @classmethod
    def disk(
        cls, center: Sequence[Number], radius: Number, name: str | None = None
    ) -> Shape:
        """A disk."""
        return cls("disk", name=name, center=center, radius=radius)

    @classmethod
    def ellipse(
        cls, center: Sequence[Number], radii: Sequence[Number], name: str | None = None
    ) -> Shape:
        """An ellipse along the axes."""
        return cls("ellipse", name=name, center=center, radii=radii)

    @classmethod
    def ball(
        cls, center: Sequence[Number], radius: Number, name: str | None = None
    ) -> Shape:
        """A ball."""
        return cls("ball", name=name, center=center, radius=radius)

    @classmethod
    def polygon(cls, vertices: Any, name: str | None = None) -> Shape:
        """A polygon with these vertices in turn, an array of two columns."""
        return cls("polygon", name=name, vertices=vertices)

    @classmethod
    def mesh(cls, file: str, name: str | None = None, **keys: Any) -> Shape:
        """What a closed surface of triangles encloses, from a file."""
        return cls("mesh", name=name, file=file, **keys)

    def _with(self, key: str, value: Any) -> Shape:
        """The same with a key more; of a combination as a whole."""
        if key in _MOVES:
            done = [move for move in _MOVES[_MOVES.index(key) :] if move in self.keys]
            if done:
                raise ValueError(
                    f"`{key}` after `{done[-1]}`: a shape is scaled, then turned, then moved, each "
                    "once; state it so that this order leads to where it is to be"
                )
        shape = Shape(self.kind, name=self.own_name)
        shape.keys, shape.parts = {**self.keys, key: value}, self.parts
        return shape

    def scale(self, factor: Number) -> Shape:
        """Scales it about the origin by a factor."""
        return self._with("scale", factor)

    def rotate(self, degrees: Any) -> Shape:
        """Turns it about the origin by degrees; in three dimensions by three angles, about x,
        then y, then z."""
        return self._with("rotate", degrees)

    def translate(self, by: Sequence[Number]) -> Shape:
        """Moves it."""
        return self._with("translate", by)

    def named(self, name: str) -> Shape:
        """The same by another name."""
        shape = self._with("kind", self.kind) if not self.parts else self._combined()
        shape.own_name = name
        return shape

    def _combined(self) -> Shape:
        shape = Shape("combination")
        shape.keys, shape.parts = dict(self.keys), self.parts
        return shape

    def _join(self, sign: str, other: Any) -> Any:
        if not isinstance(other, Shape):
            return NotImplemented
        joined = Shape("combination")
        joined.keys = {}
        joined.parts = [("", self), (sign, other)]
        return joined

    def __add__(self, other: Shape) -> Shape:
        joined: Shape = self._join("+", other)
        return joined

    def __or__(self, other: Shape) -> Shape:
        joined: Shape = self._join("+", other)
        return joined

    def __sub__(self, other: Shape) -> Shape:
        joined: Shape = self._join("-", other)
        return joined

    def __and__(self, other: Shape) -> Shape:
        joined: Shape = self._join("&", other)
        return joined

    def __repr__(self) -> str:
        shapes = Shapes({})
        text = shapes.text(self)
        return f"<Shape {text}: {shapes.tables}>"


class Shapes:
    """The section ``[shapes]`` of a problem: what is named there, and what is found on the way."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.tables: dict[str, Any] = {}
        self.names: dict[int, str] = {}
        #: Keeps shapes alive whose identity is their key.
        self.known: list[Shape] = []
        for name, shape in given.items():
            if isinstance(shape, Shape):
                self._add(shape, str(name))
            else:
                self.tables[str(name)] = shape

    def text(self, of: Any) -> str:
        """A combination in the language of problem files."""
        if not isinstance(of, Shape):
            return str(of)
        if id(of) in self.names or not self._is_plain(of):
            return self.name(of)
        return self._combined(of)

    def name(self, of: Shape) -> str:
        """The name of a shape, which it has or is given now."""
        if id(of) not in self.names:
            wanted = of.own_name or of.kind
            name, number = wanted, 2
            while name in self.tables:
                if of.own_name:
                    raise ValueError(f"two shapes are called {wanted!r}")
                name, number = f"{wanted}_{number}", number + 1
            self._add(of, name)
        return self.names[id(of)]

    def _add(self, of: Shape, name: str) -> None:
        self.names[id(of)] = name
        self.known.append(of)
        # Its place first: what it is made of comes behind.
        self.tables[name] = {}
        table = dict(of.keys)
        if of.parts:
            table = {"shape": self._combined(of), **table}
        self.tables[name] = table

    @staticmethod
    def _is_plain(of: Shape) -> bool:
        """A combination that needs no name."""
        return bool(of.parts) and not of.keys and of.own_name is None

    def _combined(self, of: Shape) -> str:
        (_, first), (sign, second) = of.parts
        left, right = self.text(first), self.text(second)
        # `+` and `-` go from left to right, and `&` binds closer.
        if sign == "&" and " " in left:
            left = f"({left})"
        if " " in right:
            right = f"({right})"
        return f"{left} {sign} {right}"
