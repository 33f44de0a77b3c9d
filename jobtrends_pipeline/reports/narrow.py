"""What the machine files need of a role's frames, before rows are made of them, which costs most of the time."""

from collections.abc import Mapping

import pandas as pd

TARGET = ["market", "place", "window_months"]
TOP_SKILLS = "top"
Frames = Mapping[str, pd.DataFrame]


def for_snapshot(frames: Frames) -> dict[str, pd.DataFrame]:
    """The series of the subject, the dates and names of its pages, and the newest of the lists."""
    return _narrowed(frames) | {
        "fact_location": _newest(_of(frames, "fact_location")),
        "trend_skill": _newest(_top(_of(frames, "trend_skill"))),
    }


def for_feed(frames: Frames) -> dict[str, pd.DataFrame]:
    """The series of the subject, the dates and names of its pages, skills that came or went, and revisions."""
    skills, revisions = _top(_of(frames, "trend_skill")), _of(frames, "revisions")
    if not skills.empty:
        skills = skills[skills["is_newcomer"].fillna(value=False) | skills["is_leaver"]]
    return _narrowed(frames) | {"trend_skill": skills, "revisions": _subject(revisions)}


def _narrowed(frames: Frames) -> dict[str, pd.DataFrame]:
    return {
        "fact_demand": _pages(_of(frames, "fact_demand")),
        "fact_pay": _pages(_of(frames, "fact_pay")),
        "trend_demand": _subject(_of(frames, "trend_demand")),
        "trend_pay": _subject(_of(frames, "trend_pay")),
    }


def _of(frames: Frames, name: str) -> pd.DataFrame:
    return frames.get(name, pd.DataFrame())


def _subject(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if frame.empty else frame[frame["scope"] == "subject"]


def _pages(frame: pd.DataFrame) -> pd.DataFrame:
    """A row per page that prints a window of its own."""
    if frame.empty:
        return frame
    own = frame[(frame["scope"] == "subject") & (frame["lag_years"] == 0)]
    return own[[*TARGET, "as_of", "subject", "scope", "lag_years"]].drop_duplicates()


def _top(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if frame.empty else frame[frame["skill_list"] == TOP_SKILLS]


def _newest(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if frame.empty else frame[frame["as_of"] == frame.groupby(TARGET)["as_of"].transform("max")]
