"""Names in the order that readers expect."""

from visavis.web.alphabet import alphabetical


def test_ukrainian_names_stand_in_ukrainian_order() -> None:
    names = ["Ярина", "Їжак", "Іван", "Євген", "Ґалаґан", "Анна", "Гліб", "Зоя", "Йосип", "Еней"]
    expected = ["Анна", "Гліб", "Ґалаґан", "Еней", "Євген", "Зоя", "Іван", "Їжак", "Йосип", "Ярина"]
    assert sorted(names, key=alphabetical) == expected


def test_russian_yo_stands_after_ye() -> None:
    assert sorted(["Жук", "Ёлкин", "Егоров"], key=alphabetical) == ["Егоров", "Ёлкин", "Жук"]


def test_case_and_accents_do_not_part_names() -> None:
    assert sorted(["Zoé", "zoa", "Élan", "Emma"], key=alphabetical) == ["Élan", "Emma", "zoa", "Zoé"]


def test_latin_names_stand_before_cyrillic_ones() -> None:
    assert sorted(["Анна", "Zoe"], key=alphabetical) == ["Zoe", "Анна"]
