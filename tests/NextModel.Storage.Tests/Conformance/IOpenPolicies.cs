using NextModel.Policies;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Policies and the trail of their changes, open until this is disposed.</summary>
public interface IOpenPolicies : IOpenAudit
{
    IPolicyStore Policies { get; }
}
