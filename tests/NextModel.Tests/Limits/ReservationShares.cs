using NextModel.Limits;

namespace NextModel.Tests.Limits;

/// <summary>The budgets of a reservation as a list.</summary>
internal static class ReservationShares
{
    public static BudgetShare[] Shares(this BudgetReservation reservation) =>
        [.. Enumerable.Range(0, reservation.ShareCount).Select(reservation.ShareAt)];
}
