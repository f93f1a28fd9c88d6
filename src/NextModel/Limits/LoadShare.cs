namespace NextModel.Limits;

/// <summary>What one project may still send, in parts of a request.</summary>
internal sealed class LoadShare(double first)
{
    private readonly Lock _gate = new();
    private double _left = first;
    private int _asked;

    /// <summary>Takes one request; false when less than one is left.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            _asked++;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }

    /// <summary>How often it was asked since the tick before.</summary>
    public int EndTick()
    {
        lock (_gate)
        {
            var asked = _asked;
            _asked = 0;
            return asked;
        }
    }

    /// <summary>Gives more, up to a most; false when it had that already.</summary>
    public bool Give(double more, double most)
    {
        lock (_gate)
        {
            var had = _left;
            _left = Math.Min(_left + more, Math.Max(most, 1));
            return _left > had;
        }
    }
}
