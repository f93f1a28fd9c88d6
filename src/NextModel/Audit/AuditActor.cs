namespace NextModel.Audit;

/// <summary>Who made a change, and from where.</summary>
/// <param name="Kind"><c>operator</c>, <c>account</c>, <c>management_key</c>, <c>api_key</c>, <c>command_line</c>, <c>bootstrap</c> or <c>payment_processor</c>.</param>
/// <param name="Id">Id of the account, key or payment processor; empty for the others, which have none.</param>
/// <param name="Name">What people call it: a key's name, a member's address; empty when there is nothing to say.</param>
public sealed record AuditActor(string Kind, string Id = "", string Name = "")
{
    /// <summary>The command line on the data directory itself, while no server runs.</summary>
    public static AuditActor CommandLine { get; } = new("command_line") { Via = "database" };

    /// <summary>The first start of an installation.</summary>
    public static AuditActor Bootstrap { get; } = new("bootstrap") { Via = "database" };

    /// <summary>How it came: <c>api</c>, <c>dashboard</c>, <c>apply</c>, <c>database</c> or <c>webhook</c>.</summary>
    public string Via { get; init; } = "api";

    /// <summary>Network address of the other side, as the server saw it; empty for the local command line.</summary>
    public string Address { get; init; } = "";
}
