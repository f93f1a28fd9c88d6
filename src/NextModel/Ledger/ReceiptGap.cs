namespace NextModel.Ledger;

/// <summary>
/// What fills a gap of a <see cref="ReceiptForm"/>. The number is the byte that stands for the gap in the stored form: control
/// characters never occur in canonical JSON text. Numbers are persisted and never reused.
/// </summary>
internal enum ReceiptGap : byte
{
    /// <summary>String content as it stands in the text: length, then bytes.</summary>
    Text = 1,

    /// <summary>A whole number.</summary>
    Number = 2,

    /// <summary>Unix milliseconds, shown as RFC 3339 in UTC.</summary>
    Time = 3,

    /// <summary>32 bytes, shown as hex.</summary>
    Hash = 4,

    /// <summary>16 bytes, shown as hex.</summary>
    Id = 5,

    /// <summary>A decimal with at least nine places: number of places, then the digits as a whole number.</summary>
    Amount = 6,

    /// <summary>The row's receipt id; nothing in the values.</summary>
    RowId = 7,

    /// <summary>The row's time of completion; nothing in the values.</summary>
    RowCompletedAt = 8,

    /// <summary>The row's place in its log; nothing in the values.</summary>
    RowSequence = 9,

    /// <summary>The row's previous hash; nothing in the values.</summary>
    RowPreviousHash = 10,
}
