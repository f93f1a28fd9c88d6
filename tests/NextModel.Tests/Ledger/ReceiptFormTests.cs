using FsCheck;
using FsCheck.Fluent;
using NextModel.Ledger;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class ReceiptFormTests
{
    [Fact]
    public void TryFill_DamagedValues_NeverThrows() => Prop.ForAll<byte[], byte[]>((form, values) =>
    {
        var row = Row(form, values);
        row.TryReadText().ShouldBeNull();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData((byte)ReceiptGap.Text, new byte[] { 20, (byte)'a' })]
    [InlineData((byte)ReceiptGap.Text, new byte[] { 1 })]
    [InlineData((byte)ReceiptGap.Number, new byte[] { })]
    [InlineData((byte)ReceiptGap.Number, new byte[] { 0x80, 0x80 })]
    [InlineData((byte)ReceiptGap.Time, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData((byte)ReceiptGap.Hash, new byte[] { 1, 2, 3 })]
    [InlineData((byte)ReceiptGap.Id, new byte[] { 1, 2, 3 })]
    [InlineData((byte)ReceiptGap.Amount, new byte[] { 3, 2 })]
    [InlineData((byte)ReceiptGap.Amount, new byte[] { 9 })]
    [InlineData((byte)ReceiptGap.RowId, new byte[] { 1 })]
    public void TryFill_ValuesDoNotFit_Refuses(byte gap, byte[] values)
    {
        var sink = new ByteSink(16);

        new ReceiptForm([(byte)'{', gap, (byte)'}'], "", "").TryFill(Row([], values), ref sink).ShouldBeFalse();
    }

    private static LedgerRow Row(byte[] form, byte[] values) => new()
    {
        Position = 1,
        Id = Guid.CreateVersion7(SampleTenant.Day),
        LogId = Guid.CreateVersion7(SampleTenant.Day),
        LogSequence = 1,
        CompletedAt = SampleTenant.Day.ToUnixTimeMilliseconds(),
        PreviousHash = ReceiptHash.None,
        Hash = ReceiptHash.None,
        Form = new ReceiptForm(form, "", ""),
        Values = values,
        CommitIndex = 0,
        Seal = null,
    };
}
