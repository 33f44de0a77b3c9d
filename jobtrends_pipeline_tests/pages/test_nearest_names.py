"""A subject that is not found is answered with the names the source has for it."""

import pytest

from jobtrends_pipeline.pages.nearest_names import LostName, lost_names, nearest_names

INDEX = ("AWS", "Git", "Java", "JavaScript", "Backend Developer", "Developer", "SRE", "C#", "SQL Server", "Azure")


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("Amazon AWS", "AWS"),
        ("Git (software)", "Git"),
        ("Back End Developer", "Backend Developer"),
        ("Microsoft SQL Server", "SQL Server"),
        ("Site Reliability Engineer", "SRE"),
        ("Jaava", "Java"),
        ("java", "Java"),
        ("C #", "C#"),
    ],
)
def test_a_name_that_the_source_spells_otherwise_finds_it(asked: str, nearest: str) -> None:
    assert nearest_names(asked, INDEX)[0] == nearest


@pytest.mark.parametrize("asked", ["COBOL", "Zookeeper", "!?", ""])
def test_a_name_with_nothing_near_it_is_offered_nothing(asked: str) -> None:
    assert nearest_names(asked, INDEX) == ()


def test_another_subject_with_the_same_letters_is_not_offered() -> None:
    assert "JavaScript" not in nearest_names("Java", INDEX)


def test_at_most_so_many_names_are_offered_nearest_first() -> None:
    assert nearest_names("Backend Developer", INDEX) == ("Backend Developer", "Developer")
    assert nearest_names("Backend Developer", INDEX, most=1) == ("Backend Developer",)


def test_a_role_without_a_page_is_reported_with_the_near_names_and_not_as_no_demand() -> None:
    asked = {"Java": (), "Amazon AWS": ("Amazon Web Services",), "Git (software)": ("Git",), "Azure": (), "Fortran": ()}
    lost = lost_names(asked, held=["java", "Git"], listed=INDEX)
    assert lost == [
        LostName("Amazon AWS", ("AWS",)),
        LostName("Azure", ("Azure",)),
        LostName("Fortran", ()),
    ]
    assert [entry.line for entry in lost] == [
        "Amazon AWS: no page is held; the market index lists 'AWS': an alias in the watchlist finds it",
        "Azure: no page is held, though the market index lists it",
        "Fortran: no page is held, and the market index lists no name near it",
    ]
