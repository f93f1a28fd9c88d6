using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>Reads a QR code off the screen, as a camera would: by a library that knows nothing of the one that made it.</summary>
internal static class QrReader
{
    private static readonly string Source = PageTools.Read("jsqr.js");

    /// <summary>What it holds; empty when it cannot be read.</summary>
    public static async Task<string> ReadAsync(IPage page, ILocator picture)
    {
        var pixels = Convert.ToBase64String(await picture.ScreenshotAsync());
        var reader = await page.Context.NewPageAsync();
        await reader.AddScriptTagAsync(new() { Content = Source });
        var text = await reader.EvaluateAsync<string>(
            """
            async png => {
              const image = new Image();
              image.src = "data:image/png;base64," + png;
              await image.decode();
              const canvas = new OffscreenCanvas(image.width, image.height);
              const pen = canvas.getContext("2d");
              pen.drawImage(image, 0, 0);
              return jsQR(pen.getImageData(0, 0, image.width, image.height).data, image.width, image.height)?.data ?? "";
            }
            """,
            pixels);
        await reader.CloseAsync();
        return text;
    }
}
