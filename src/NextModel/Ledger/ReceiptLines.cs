namespace NextModel.Ledger;

/// <summary>
/// Verifies a file of receipts, one on each line, however long it is, in memory that does not grow with it.
/// </summary>
public sealed class ReceiptLines
{
    /// <summary>Bytes a line may have: no receipt comes near.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    private const int MaxBatch = 8192;

    private static readonly byte[] Blank = [(byte)'\r', (byte)' ', (byte)'\t'];

    private readonly byte[] _buffer = new byte[MaxLine];
    private readonly List<ReadOnlyMemory<byte>> _batch = new(MaxBatch);
    private int _length;
    private long _line;

    /// <summary>Reads the stream to its end. <paramref name="progress"/> is told how many bytes were read.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="verifier">Takes the receipts.</param>
    /// <param name="progress">Bytes so far.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Stream stream, EvidenceVerifier verifier, Action<long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(progress);
        var total = 0L;
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(_buffer.AsMemory(_length), _buffer.Length - _length, throwOnEndOfStream: false, cancellationToken);
            total += read;
            _length += read;
            var isLast = _length < _buffer.Length;
            if (!TryTakeLines(verifier, isLast))
            {
                verifier.Report.Note(
                    $"line {_line + 1}", new(ReceiptProblemCode.SchemaUnknown, $"The line is longer than {MaxLine} bytes, which no receipt is; the rest of the file was not read."));
                break;
            }

            progress(total);
            if (isLast)
            {
                break;
            }
        }

        verifier.End();
    }

    private bool TryTakeLines(EvidenceVerifier verifier, bool isLast)
    {
        var position = _line == 0 ? Begin() : 0;
        var first = _line + 1;
        while (position < _length)
        {
            var length = _buffer.AsSpan(position, _length - position).IndexOf((byte)'\n');
            if (length < 0 && !isLast)
            {
                break;
            }

            var end = length < 0 ? _length : position + length;
            _line++;
            var line = _buffer.AsMemory(position, end - position).Trim(Blank);
            if (line.IsEmpty)
            {
                Flush(verifier, ref first);
                first = _line + 1;
            }
            else
            {
                _batch.Add(line);
                if (_batch.Count == MaxBatch)
                {
                    Flush(verifier, ref first);
                }
            }

            position = Math.Min(end + 1, _length);
        }

        Flush(verifier, ref first);
        _buffer.AsSpan(position, _length - position).CopyTo(_buffer);
        _length -= position;
        return _length < _buffer.Length;
    }

    private void Flush(EvidenceVerifier verifier, ref long first)
    {
        if (_batch.Count > 0)
        {
            verifier.Take(_batch, first);
        }

        _batch.Clear();
        first = _line + 1;
    }

    // A byte order mark is no part of a receipt.
    private int Begin() => _buffer.AsSpan(0, _length).StartsWith("\uFEFF"u8) ? 3 : 0;
}
