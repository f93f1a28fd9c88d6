using NextModel.Policies;

namespace NextModel.Ledger;

/// <summary>Writes which rule of which policy decided about a request.</summary>
internal static class ReceiptPolicy
{
    public static void Write(PolicyMark? mark, ReceiptText text)
    {
        if (mark is null)
        {
            text.Constant("null"u8);
            return;
        }

        Span<byte> id = stackalloc byte[2 * ReceiptIds.Size];
        ReceiptIds.Write(mark.PolicyId, id);
        text.Constant("{\"id\":\"pol_"u8);
        text.Constant(id);
        text.Constant("\",\"reason\":"u8);
        text.Constant(mark.Reason);
        text.Constant(",\"rule\":"u8);
        text.Constant(mark.Rule);
        text.Constant(",\"version\":"u8);
        text.Number(mark.Version);
        text.Constant("}"u8);
    }
}
