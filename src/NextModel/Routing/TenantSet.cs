namespace NextModel.Routing;

/// <summary>Which tenants something is about, as far as it matters: nobody, one and which, or several.</summary>
internal struct TenantSet
{
    private bool _isAny;
    private int _first;

    /// <summary>True when there is more than one.</summary>
    public bool IsSeveral { get; private set; }

    public void Add(int tenant)
    {
        IsSeveral |= _isAny && tenant != _first;
        _first = _isAny ? _first : tenant;
        _isAny = true;
    }

    public void Add(TenantSet others)
    {
        if (others._isAny)
        {
            Add(others._first);
            IsSeveral |= others.IsSeveral;
        }
    }

    /// <summary>True when it is about one tenant alone, and that is another.</summary>
    public readonly bool IsOnlyAnother(int tenant) => _isAny && !IsSeveral && tenant != _first;
}
