using Dapper;
using NextModel.Idempotency;

namespace NextModel.Storage.Sql.Idempotency;

/// <summary>How a key stands in statements, the same in both engines.</summary>
internal static class IdempotencyParameters
{
    /// <summary>The key's columns, and more.</summary>
    public static DynamicParameters Of(IdempotencyKey key, object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.Add("Organization", key.Organization);
        parameters.Add("Project", key.Project);
        parameters.Add("Operation", (int)key.Operation);
        parameters.Add("Name", key.Name.ToArray());
        return parameters;
    }

    /// <summary>A receipt's id as it is kept.</summary>
    public static byte[] Bytes(Guid receipt) => receipt.ToByteArray(bigEndian: true);
}
