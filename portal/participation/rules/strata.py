"""The kinds of Restaurant that are drawn and weighed apart."""

from collections.abc import Mapping

from portal.registry.rules import RestaurantType

KINDS: Mapping[RestaurantType, str] = {
    RestaurantType.SCHOOL_CANTEEN: "school",
    RestaurantType.CANTEEN: "large",
    RestaurantType.LARGE: "large",
    RestaurantType.CENTRAL_KITCHEN: "large",
    RestaurantType.MEAL_DELIVERY: "large",
    RestaurantType.CHAIN: "chain",
    RestaurantType.MEDIUM: "small",
    RestaurantType.SMALL: "small",
}
SIZES: Mapping[RestaurantType, int] = {
    RestaurantType.SCHOOL_CANTEEN: 4,
    RestaurantType.CANTEEN: 4,
    RestaurantType.LARGE: 4,
    RestaurantType.CENTRAL_KITCHEN: 4,
    RestaurantType.MEAL_DELIVERY: 4,
    RestaurantType.CHAIN: 2,
    RestaurantType.MEDIUM: 2,
    RestaurantType.SMALL: 1,
}
"""Rough sizes by type, until the register knows seats: they shape the draw and cancel out after."""


def stratum_of(station: str, type: RestaurantType) -> str:
    """The stratum of a Restaurant of this type under this Station (its code)."""
    return f"{station}/{KINDS[type]}"


def size_of(type: RestaurantType) -> int:
    """How large a Restaurant of this type counts in the draw."""
    return SIZES[type]
