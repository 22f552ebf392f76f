"""The files of a release: what each holds, how it is described, sealed, written and read."""
