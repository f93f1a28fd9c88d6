namespace NextModel.Providers.Translation;

/// <summary>What becomes of a member of a chat request that goes to a source of another dialect.</summary>
internal enum MemberTreatment
{
    /// <summary>Travels in the source's own words.</summary>
    Sent = 1,

    /// <summary>Left out, and noted on the receipt, unless its value has no effect anyway.</summary>
    Dropped = 2,

    /// <summary>The request is refused before it is sent anywhere, unless the member's value has no effect anyway.</summary>
    Refused = 3,

    /// <summary>For the gateway itself.</summary>
    Gateway = 4,
}
