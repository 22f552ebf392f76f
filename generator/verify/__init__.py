"""`gongshi verify`: whether published releases are unaltered and agree with themselves, from the base install."""
