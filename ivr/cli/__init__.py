"""The commands of `hotline`, grouped by whom they are for."""
