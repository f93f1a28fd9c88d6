using System.Buffers;

namespace NextModel.Metering;

/// <summary>
/// Byte-pair encoding of one piece of text: as long as two neighbours form a token, the pair of lowest rank becomes one, the
/// leftmost first. Only the number of tokens left is kept.
/// </summary>
/// <remarks>
/// Pairs wait in a heap, so that a piece of n bytes costs n log n and a prompt of one endless word does no harm. A pair whose parts
/// have changed since it was queued is dropped when it comes up: the rank of its left part then differs.
/// </remarks>
internal ref struct BytePairMerge
{
    private const int OnStack = 128;

    private readonly ReadOnlySpan<byte> _piece;
    private readonly RankTable _ranks;

    // By first byte of a part: where the next part starts, where the previous one starts, and the rank of the pair with the next.
    private readonly Span<int> _next;
    private readonly Span<int> _previous;
    private readonly Span<int> _pairRank;

    // Rank in the upper half, first byte in the lower: the smallest is the lowest rank, and the leftmost of equals.
    private readonly Span<long> _heap;
    private int _queued;

    private BytePairMerge(ReadOnlySpan<byte> piece, RankTable ranks, Span<int> parts, Span<long> heap)
    {
        var room = piece.Length + 1;
        _piece = piece;
        _ranks = ranks;
        _next = parts[..room];
        _previous = parts[room..(2 * room)];
        _pairRank = parts[(2 * room)..(3 * room)];
        _heap = heap;
    }

    /// <summary>How many tokens <paramref name="piece"/> is; at least 1 for a piece of at least one byte.</summary>
    public static int Count(ReadOnlySpan<byte> piece, RankTable ranks)
    {
        if (piece.Length <= OnStack)
        {
            return new BytePairMerge(piece, ranks, stackalloc int[3 * (piece.Length + 1)], stackalloc long[2 * piece.Length]).Run();
        }

        var parts = ArrayPool<int>.Shared.Rent(3 * (piece.Length + 1));
        var heap = ArrayPool<long>.Shared.Rent(2 * piece.Length);
        var count = new BytePairMerge(piece, ranks, parts, heap).Run();
        ArrayPool<int>.Shared.Return(parts);
        ArrayPool<long>.Shared.Return(heap);
        return count;
    }

    private int Run()
    {
        for (var at = 0; at <= _piece.Length; at++)
        {
            _next[at] = at + 1;
            _previous[at] = at - 1;
        }

        for (var at = 0; at < _piece.Length; at++)
        {
            Queue(at);
        }

        var count = _piece.Length;
        while (_queued > 0)
        {
            var lowest = Dequeue();
            var at = (int)lowest;
            if (_pairRank[at] == (int)(lowest >> 32))
            {
                Merge(at);
                count--;
            }
        }

        return count;
    }

    private void Merge(int at)
    {
        var right = _next[at];
        var after = _next[right];
        _next[at] = after;
        _previous[after] = at;
        _pairRank[right] = -1;
        Queue(at);
        if (_previous[at] >= 0)
        {
            Queue(_previous[at]);
        }
    }

    // Ranks the pair that starts at this part and, when it is a token, lets it wait for its turn.
    private void Queue(int at)
    {
        var right = _next[at];
        if (right >= _piece.Length)
        {
            _pairRank[at] = -1;
            return;
        }

        var rank = _ranks.RankOf(_piece[at.._next[right]]);
        _pairRank[at] = rank;
        if (rank != int.MaxValue)
        {
            Enqueue(((long)rank << 32) | (uint)at);
        }
    }

    private void Enqueue(long entry)
    {
        var at = _queued++;
        while (at > 0 && _heap[(at - 1) / 2] > entry)
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = entry;
    }

    private long Dequeue()
    {
        var lowest = _heap[0];
        var last = _heap[--_queued];
        var at = 0;
        while ((2 * at) + 1 < _queued)
        {
            var child = (2 * at) + 1;
            if (child + 1 < _queued && _heap[child + 1] < _heap[child])
            {
                child++;
            }

            if (_heap[child] >= last)
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return lowest;
    }
}
