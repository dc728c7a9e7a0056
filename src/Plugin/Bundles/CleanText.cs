namespace K8sMirror.Plugin.Bundles;

/// <summary>A text that has been through a <see cref="Redactor"/>, which alone makes one: nothing else gets into a bundle.</summary>
internal sealed record CleanText
{
    private readonly string text;

    /// <summary>For <see cref="Redactor"/>.</summary>
    internal CleanText(string text) => this.text = text;

    /// <inheritdoc/>
    public override string ToString() => text;
}
