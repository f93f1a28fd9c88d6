using System.Text;
using NextModel.Reporting.ProviderFiles;

namespace NextModel.Tests.Reporting.ProviderFiles;

/// <summary>Files as large as an upload may be are read row by row: every row counts, and the line of one that is bad far behind is right.</summary>
public sealed class HugeFileTests
{
    private const string Heading = "user_id,utc_date,model,wallet_type,cost,currency\n";
    private const string Row = "u-1,2026-10-07,ds-chat,Paid,0.0164,CNY\n";

    [Theory]
    [InlineData(8L << 20)]
    public void Read_LongFile_CountsEveryRowAndNamesTheLineOfABadOne(long size) => ReadAll(size);

    [Fact]
    [Trait("tier", "nightly")]
    public void Read_TwoGibibytes_CountsEveryRowAndNamesTheLineOfABadOne() => ReadAll(2L << 30);

    private static void ReadAll(long size)
    {
        var rows = 0L;
        var repeated = size / Row.Length;
        using var good = new RepeatedRows(Heading, Row, repeated, "");

        var file = new ProviderFileReader("deepseek", new ImportSettings()).Read(good, 0, _ => rows++, TestContext.Current.CancellationToken);

        file.Problems.ShouldBeEmpty();
        rows.ShouldBe(repeated);
        using var bad = new RepeatedRows(Heading, Row, repeated, "u-1,2026-10-07,ds-chat,Paid,=1+1,CNY\n");
        new ProviderFileReader("deepseek", new ImportSettings()).Read(bad, 0, _ => { }, TestContext.Current.CancellationToken).Problems.ShouldHaveSingleItem().Line.ShouldBe(repeated + 2);
    }

    /// <summary>A heading, one row so many times, and an end; nothing of it is held.</summary>
    private sealed class RepeatedRows(string heading, string row, long times, string end) : Stream
    {
        private readonly byte[] _heading = Encoding.UTF8.GetBytes(heading);
        private readonly byte[] _row = Encoding.UTF8.GetBytes(row);
        private readonly byte[] _end = Encoding.UTF8.GetBytes(end);

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => _heading.Length + (_row.Length * times) + _end.Length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var written = 0;
            while (written < buffer.Length && Position < Length)
            {
                var part = Rest();
                part = part[..Math.Min(part.Length, buffer.Length - written)];
                part.CopyTo(buffer[written..]);
                written += part.Length;
                Position += part.Length;
            }

            return written;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private ReadOnlySpan<byte> Rest()
        {
            var behind = Position - _heading.Length;
            return behind < 0 ? _heading.AsSpan((int)Position)
                : behind < _row.Length * times ? _row.AsSpan((int)(behind % _row.Length))
                : _end.AsSpan((int)(behind - (_row.Length * times)));
        }
    }
}
