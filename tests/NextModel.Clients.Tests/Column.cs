namespace NextModel.Clients.Tests;

/// <summary>What a client is pointed at.</summary>
public enum Column
{
    /// <summary>A source where all is well, without gateway: what the client makes of it is the standard.</summary>
    Healthy = 1,

    /// <summary>The gateway, behind which the source plays the fixture.</summary>
    Fixture = 2,
}
