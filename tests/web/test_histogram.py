"""Bars of the histogram: gaps are shown, long spans are counted coarser, nonsense is left out."""

from web.histogram import bars, years


def test_months_with_gaps() -> None:
    drawn = bars((("2020-11", 50), ("2021-01", 1)))
    assert [(bar.label, bar.count, bar.height) for bar in drawn] == [
        ("2020-11", 50, 100),
        ("2020-12", 0, 0),
        ("2021-01", 1, 4),
    ]


def test_long_spans_are_counted_by_years_and_more() -> None:
    assert [bar.label for bar in bars((("2010-01", 1), ("2020-05", 2)))] == [str(year) for year in range(2010, 2021)]
    assert [bar.label for bar in bars((("1900-01", 1), ("2020-05", 2)))][:2] == ["1900", "1910"]
    assert len(bars((("0001-01", 1), ("9999-12", 2)))) <= 120


def test_nonsense_is_left_out() -> None:
    assert bars((("\r\n\r\n", 3), ("2020-13", 1), ("soon", 2))) == []
    assert years((("2020-02", 3), ("2020-01", 1), ("x", 2), ("2019-12", 5))) == {"2019": 5, "2020": 4}
