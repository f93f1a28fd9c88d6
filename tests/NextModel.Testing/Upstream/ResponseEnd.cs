namespace NextModel.Testing.Upstream;

/// <summary>What happens after the last write of an answer.</summary>
public enum ResponseEnd
{
    /// <summary>The message ends as HTTP says. The connection stays usable, unless the declared length was a lie: then it ends with FIN.</summary>
    Close,

    /// <summary>The connection is reset (RST).</summary>
    Reset,

    /// <summary>Nothing more comes, until the client leaves.</summary>
    Hang,
}
