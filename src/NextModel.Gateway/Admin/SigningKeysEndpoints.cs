using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/signing-keys</c>.</summary>
internal sealed class SigningKeysEndpoints(SigningKeyOperations operations)
{
    private const string Root = "/api/admin/v1/signing-keys";

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Root, _ => ValueTask.FromResult<Result<AdminAnswer>>(Answer(operations.List())));
        routes.MapPost(Root + "/rotate", async call => Answer(await operations.RotateAsync(call.By, call.Gone)));
    }

    private static AdminAnswer Answer(SigningKeyList keys) => AdminAnswer.Of(keys, SigningKeysJsonContext.Default.SigningKeyList);
}
