namespace NextModel.Gateway.Admin;

/// <summary>How widely the role of a route must be held.</summary>
internal enum AccessLevel
{
    /// <summary>Over the object's team or its whole organization.</summary>
    Team,

    /// <summary>Over the whole organization.</summary>
    Organization,

    /// <summary>Over the installation: the admin key only.</summary>
    Installation,
}
