namespace K8sMirror.Bpf.Hooks;

/// <summary>The kernel's information on a link.</summary>
/// <param name="LinkId">The link's id.</param>
/// <param name="ProgramId">Its current program.</param>
/// <param name="InterfaceIndex">Its interface, in that interface's namespace; 0 if the interface, and so the link, is gone.</param>
public sealed record LinkState(uint LinkId, uint ProgramId, int InterfaceIndex)
{
    /// <summary>True if the interface was deleted: the link can be neither updated nor revived.</summary>
    public bool IsDefunct => InterfaceIndex == 0;
}
