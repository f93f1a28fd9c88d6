namespace NextModel.Policies;

/// <summary>Why a target is not called.</summary>
public enum RejectionKind
{
    /// <summary>The catalog has no such model, or the model no such source.</summary>
    Unknown,
    Model,
    Source,
    Region,
    Preview,

    /// <summary>It costs more than the route allows.</summary>
    Price,

    /// <summary>It has been slower than the route allows.</summary>
    Latency,

    /// <summary>Its context holds less than the route or the request needs.</summary>
    Context,

    /// <summary>It cannot do what the request needs.</summary>
    Capability,

    /// <summary>It would go out under a credential that the policy does not let it.</summary>
    Credential,

    /// <summary>It cannot be sent this request: it has not what the request names, or its source has no words for it.</summary>
    Request,

    /// <summary>A wider policy refuses it or sends it elsewhere.</summary>
    Wider,
}
