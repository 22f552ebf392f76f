"""From a release to a website. Pages read a release and nothing else; no page, template or chart computes a figure."""

from generator.site.build import SiteReport, build_site
from generator.site.check.links import check_site
from generator.site.write.built_page import SiteProblem

__all__ = ["SiteProblem", "SiteReport", "build_site", "check_site"]
