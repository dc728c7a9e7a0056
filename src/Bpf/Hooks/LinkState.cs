namespace K8sMirror.Bpf.Hooks;

/// <summary>What the kernel says of a link.</summary>
/// <param name="LinkId">The link's id.</param>
/// <param name="ProgramId">The program that it holds now.</param>
/// <param name="InterfaceIndex">Its interface, in that interface's namespace; 0: the interface is gone, and the link with it.</param>
public sealed record LinkState(uint LinkId, uint ProgramId, int InterfaceIndex)
{
    /// <summary>True if the interface was deleted: the link can be neither updated nor revived.</summary>
    public bool IsDefunct => InterfaceIndex == 0;
}
