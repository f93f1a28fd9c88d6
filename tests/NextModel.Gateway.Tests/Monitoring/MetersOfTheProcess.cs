namespace NextModel.Gateway.Tests.Monitoring;

/// <summary>
/// For tests of what all meters of a process say: they run while no other test has a server. The framework's meters of another one that ends
/// meanwhile would be told once more; a gateway is one server in its process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MetersOfTheProcess
{
    public const string Name = "meters of the process";
}
