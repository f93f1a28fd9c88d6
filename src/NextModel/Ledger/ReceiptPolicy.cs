using NextModel.Policies;

namespace NextModel.Ledger;

/// <summary>Writes which rule of which policy decided about a request, and which others held for it.</summary>
internal static class ReceiptPolicy
{
    public static void Write(PolicyMark? mark, IReadOnlyList<PolicyMark> also, ReceiptText text)
    {
        if (mark is null)
        {
            text.Constant("null"u8);
            return;
        }

        text.Constant("{"u8);
        for (var i = 0; i < also.Count; i++)
        {
            text.Constant(i == 0 ? "\"also\":[{"u8 : ",{"u8);
            WriteId(also[i], text);
            text.Constant(",\"rule\":"u8);
            text.Constant(also[i].Rule);
            text.Constant(",\"version\":"u8);
            text.Number(also[i].Version);
            text.Constant(i == also.Count - 1 ? "}],"u8 : "}"u8);
        }

        WriteId(mark, text);
        text.Constant(",\"reason\":"u8);
        text.Constant(mark.Reason);
        text.Constant(",\"rule\":"u8);
        text.Constant(mark.Rule);
        text.Constant(",\"version\":"u8);
        text.Number(mark.Version);
        text.Constant("}"u8);
    }

    private static void WriteId(PolicyMark mark, ReceiptText text)
    {
        Span<byte> id = stackalloc byte[2 * ReceiptIds.Size];
        ReceiptIds.Write(mark.PolicyId, id);
        text.Constant("\"id\":\"pol_"u8);
        text.Constant(id);
        text.Constant("\""u8);
    }
}
