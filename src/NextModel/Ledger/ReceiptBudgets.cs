using NextModel.Billing;
using NextModel.Limits;

namespace NextModel.Ledger;

/// <summary>Writes what a request held of each budget that counts it, and what became of that.</summary>
internal static class ReceiptBudgets
{
    public static void Write(BudgetReservation? reservation, ReceiptText text)
    {
        text.Constant("["u8);
        for (var i = 0; i < (reservation?.ShareCount ?? 0); i++)
        {
            text.Constant(i == 0 ? default : ","u8);
            Write(reservation!, i, text);
        }

        text.Constant("]"u8);
    }

    private static void Write(BudgetReservation reservation, int share, ReceiptText text)
    {
        var budget = reservation.ShareAt(share).BudgetId;
        text.Constant("{\"clamped_max_output_tokens\":"u8);
        text.NumberOrNull(reservation.ClampedBy == budget ? reservation.OutputTokens : null);
        text.Constant(",\"id\":\""u8);
        Span<byte> id = stackalloc byte[2 * ReceiptIds.Size];
        ReceiptIds.Write(budget, id);
        text.Constant("bud_"u8);
        text.Constant(id);
        text.Constant("\",\"reserved\":"u8);
        text.Amount(Money.FromNanos(reservation.ReservedNano));
        text.Constant(",\"settled\":"u8);
        text.Amount(Money.FromNanos(reservation.SettledOf(share)));
        text.Constant(",\"unknown\":"u8);
        text.Amount(Money.FromNanos(reservation.UnknownNano));
        text.Constant("}"u8);
    }
}
