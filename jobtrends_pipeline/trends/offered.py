"""Names of the macros of the published warehouse; importing them loads no SQL."""

TREND_DEMAND_AS_OF, TREND_PAY_AS_OF, ROLES_ON = "trend_demand_as_of", "trend_pay_as_of", "roles_on"
TREND_DEMAND_MONTHLY_AS_OF = "trend_demand_monthly_as_of"
AS_OF_MACROS = (TREND_DEMAND_AS_OF, TREND_PAY_AS_OF, TREND_DEMAND_MONTHLY_AS_OF, ROLES_ON)
