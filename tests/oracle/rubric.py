"""The default numbers, typed a second time from the specification (sections 2 to 7)."""

from __future__ import annotations

from fractions import Fraction

HOURLY_RATE = Fraction(60)
MAX_AGE_DAYS = 540
COST_COVER = Fraction("0.8")
HALF = Fraction(1, 2)
CALIBRATED = ("revenue", "gross_margin", "headroom", "orders")
QUANTILES = (
    (Fraction(0), 0),
    (Fraction("0.05"), 5),
    (Fraction("0.25"), 25),
    (Fraction("0.5"), 50),
    (Fraction("0.75"), 75),
    (Fraction("0.95"), 95),
    (Fraction(1), 100),
)
FEWEST_TO_CALIBRATE = 5

RATINGS = (
    "growth_outlook",
    "strategic_fit",
    "market_position",
    "influence",
    "satisfaction",
    "service_depth",
    "price_focus",
    "substitutability",
    "product_knowledge",
    "avoids_sales_time",
    "advice_sought",
    "pays_for_advice",
    "customisation",
    "executive_access",
    "process_integration",
    "shared_planning",
    "willing_to_change",
    "customer_benefit",
)
LATEST = (*RATINGS, "service_points", "joint_projects", "annual_potential")
KNOWN_SIGNALS = (*LATEST, "complaints")


def _pairs(text: str) -> list[tuple[Fraction, Fraction]]:
    pairs = (pair.split(",") for pair in text.split())
    return [(Fraction(x), Fraction(points)) for x, points in pairs]


BREAKPOINTS = {
    "contribution_rate": _pairs("-0.05,0 0,10 0.10,40 0.20,70 0.35,100"),
    "days_to_pay": _pairs("15,100 30,85 45,65 60,45 90,20 120,0"),
    "overdue_rate": _pairs("0,100 0.05,70 0.15,30 0.30,0"),
    "growth": _pairs("-0.5,0 -0.1,30 0,50 0.15,75 0.4,100"),
    "active_months": _pairs("0,0 3,30 6,60 12,100"),
    "largest_order_share": _pairs("0.1,100 0.3,70 0.6,25 0.9,0"),
    "service_points": _pairs("0,0 3,50 8,100"),
    "complaints": _pairs("0,100 2,60 6,0"),
    "joint_projects": _pairs("0,0 1,50 3,100"),
    "breadth": _pairs("1,0 3,50 6,100"),
    "service_share_extrinsic": _pairs("0,0 0.05,40 0.20,100"),
    "service_share_intrinsic": _pairs("0,100 0.05,60 0.20,0"),
    **{rating: _pairs("0,0 10,100") for rating in RATINGS},
}
METRIC_OF = {"service_share_extrinsic": "service_share", "service_share_intrinsic": "service_share"}

ACTUAL, POTENTIAL = "actual", "potential"
PERSPECTIVES = {
    "financial": (30, ACTUAL, {"gross_margin": 40, "contribution_rate": 25, "days_to_pay": 20, "overdue_rate": 15}),
    "sales": (30, ACTUAL, {"revenue": 40, "growth": 20, "active_months": 20, "largest_order_share": 20}),
    "customer": (
        25,
        POTENTIAL,
        {"headroom": 30, "growth_outlook": 20, "strategic_fit": 20, "market_position": 15, "influence": 15},
    ),
    "service": (15, POTENTIAL, {"satisfaction": 35, "service_depth": 25, "service_points": 20, "complaints": 20}),
}
TIERS = (("A", 75), ("B", 55), ("C", 35), ("D", 0))
LEVELS = ("A", "B", "C", "D")
QUADRANT_CUT = 50
QUADRANTS = {
    (True, True): "invest",
    (True, False): "defend",
    (False, True): "cultivate",
    (False, False): "serve lean",
}
GATES = (("P3", "C"),)
PYRAMIDS = {
    "profit": {"gross_margin": 60, "contribution_rate": 40},
    "volume": {"revenue": 70, "orders": 30},
    "potential": {"headroom": 50, "growth_outlook": 25, "strategic_fit": 25},
}
VALUE_TYPES = {
    "intrinsic": {
        "price_focus": 30,
        "substitutability": 25,
        "product_knowledge": 15,
        "avoids_sales_time": 15,
        "service_share_intrinsic": 15,
    },
    "extrinsic": {
        "advice_sought": 30,
        "pays_for_advice": 20,
        "customisation": 20,
        "service_share_extrinsic": 15,
        "breadth": 15,
    },
    "strategic": {
        "joint_projects": 25,
        "executive_access": 20,
        "process_integration": 20,
        "shared_planning": 20,
        "willing_to_change": 15,
    },
}
WINNER_AT_LEAST, LEAD, MUCH_TIME_QUANTILE = 50, 10, Fraction("0.75")

CRITERIA = tuple(c for c in (*BREAKPOINTS, *CALIBRATED) if c != "customer_benefit")  # it serves only section 8
