using NextModel.Billing;
using NextModel.Limits;

namespace NextModel.Ledger;

/// <summary>Writes what a request held of its organization's credit and what was charged to it; nothing where it needed none.</summary>
internal static class ReceiptCredit
{
    public static void Write(BudgetReservation? reservation, ReceiptText text)
    {
        if (reservation?.Credit is not { } credit)
        {
            return;
        }

        text.Constant(",\"credit\":{\"charged\":"u8);
        text.Amount(Money.FromNanos(reservation.SettledNano));
        text.Constant(",\"clamped_max_output_tokens\":"u8);
        text.NumberOrNull(credit.Clamped ? reservation.OutputTokens : null);
        text.Constant(",\"reserved\":"u8);
        text.Amount(Money.FromNanos(credit.ReservedNano));
        text.Constant("}"u8);
    }
}
