"""`skill_specificity`: a role's demand for a skill over that of a reference.

The reference is the market or the other roles.
"""

from jobtrends_pipeline.trends.proportions import share_reliability, total_of
from jobtrends_pipeline.trends.reliability import weakest

INDEX_DAYS = 45
"""Most days between the market index and the page compared with it."""

_MARKET = "publisher, market, place, window_months"
_REFERENCE = share_reliability(
    "reference_count", total_of("reference_count", "reference_share_pct"), "reference_share_pct IS NOT NULL"
)
"""SQL of the class of the reference share.

That of the other roles is judged by all their adverts that name the skill.
"""

SKILL_SPECIFICITY_QUERY = f"""
    WITH latest AS (
        SELECT role, {_MARKET}, max(as_of) AS as_of FROM trend_skill WHERE NOT is_exit GROUP BY ALL
    ),
    skills AS (
        SELECT role, {_MARKET}, subject, as_of, skill, skill_slug, advert_count, share_pct, reliability
        FROM trend_skill JOIN latest USING (role, {_MARKET}, as_of)
        WHERE NOT is_exit AND share_pct IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY role, {_MARKET}, skill ORDER BY share_pct DESC, skill_list) = 1
    ),
    indexes AS (
        SELECT role, {_MARKET}, latest.as_of,
               arg_min(index.as_of, (abs(index.as_of - latest.as_of), index.as_of)) AS index_as_of
        FROM latest JOIN (SELECT DISTINCT {_MARKET}, as_of FROM fact_market_index) AS index USING ({_MARKET})
        WHERE abs(index.as_of - latest.as_of) <= {INDEX_DAYS} GROUP BY ALL
    ),
    listed AS (
        SELECT {_MARKET}, as_of AS index_as_of, lower(subject) AS name, subject_slug AS slug,
               advert_count AS index_count, share_pct AS index_share_pct
        FROM fact_market_index WHERE share_pct > 0
    ),
    in_index AS (
        SELECT skills.role, {_MARKET}, skills.skill, indexes.index_as_of,
               max(listed.index_share_pct) AS index_share_pct,
               arg_max_null(listed.index_count, listed.index_share_pct) AS index_count
        FROM skills JOIN indexes USING (role, {_MARKET}) JOIN listed USING ({_MARKET}, index_as_of)
        WHERE listed.slug = skills.skill_slug OR listed.name = lower(skills.skill) GROUP BY ALL
    ),
    near_roles AS (
        SELECT own.role, {_MARKET}, other.role AS other_role, other.as_of AS other_as_of
        FROM latest AS own JOIN latest AS other USING ({_MARKET})
        WHERE other.role <> own.role AND abs(other.as_of - own.as_of) <= {INDEX_DAYS}
    ),
    role_counts AS (SELECT role, {_MARKET}, count(*) AS role_count FROM near_roles GROUP BY ALL),
    naming AS (
        SELECT {_MARKET}, skill,
               list({{role: role, as_of: as_of, share_pct: share_pct, advert_count: advert_count}}
                    ORDER BY share_pct, role) AS roles
        FROM skills GROUP BY ALL
    ),
    other_roles AS (
        SELECT own.role, {_MARKET}, skill,
               list_filter(roles, lambda one: one.role <> own.role AND abs(one.as_of - own.as_of) <= {INDEX_DAYS})
                   AS roles
        FROM skills AS own JOIN naming USING ({_MARKET}, skill)
    ),
    in_roles AS (
        SELECT role, {_MARKET}, skill, list_sum(list_transform(roles, lambda one: one.share_pct)) AS share_sum,
               list_sum(list_transform(roles, lambda one: one.advert_count)) AS roles_count
        FROM other_roles WHERE len(roles) > 0
    ),
    referred AS (
        SELECT skills.*, CASE WHEN index_share_pct IS NOT NULL THEN 'market_index'
                              WHEN role_count IS NOT NULL THEN 'other_roles' END AS reference,
               index_as_of AS reference_as_of, role_count AS reference_role_count,
               coalesce(index_share_pct, coalesce(share_sum, 0) / role_count) AS reference_share_pct,
               CASE WHEN index_share_pct IS NOT NULL THEN index_count ELSE roles_count END AS reference_count
        FROM skills
        LEFT JOIN in_index USING (role, {_MARKET}, skill)
        LEFT JOIN role_counts USING (role, {_MARKET})
        LEFT JOIN in_roles USING (role, {_MARKET}, skill)
    ),
    classed AS (SELECT *, {_REFERENCE} AS reference_reliability FROM referred)
    SELECT role, publisher, market, subject, place, window_months, as_of, skill, skill_slug, advert_count, share_pct,
           reference,
           CASE WHEN reference = 'market_index' THEN reference_as_of END AS reference_as_of,
           CASE WHEN reference = 'other_roles' THEN reference_role_count END AS reference_role_count,
           reference_share_pct, share_pct / nullif(reference_share_pct, 0) AS specificity, reliability,
           {weakest("CASE WHEN specificity IS NOT NULL THEN reliability END", "reference_reliability")}
               AS specificity_reliability
    FROM classed
"""
"""Query of the skills of each series' latest vintage against a reference.

The reference is the market index of a day near it, else the other roles. A role whose lists do not name the skill
counts as 0 % in the mean over the other roles, though it may be just below the cut: then the specificity is an upper
bound.

Each skill has one list of the roles that name it, in the order in which their shares are added, so that sums are the
same to the last bit however rows are read. To join every role with every other takes twice as long.
"""
