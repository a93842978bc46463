# expect: full
import torch


def cross_entropy(logits, labels):
    logits = logits - logits.max(dim=1, keepdim=True).values
    log_sum = torch.log(torch.exp(logits).sum(dim=1))
    return (log_sum - logits.gather(1, labels[:, None]).squeeze(1)).mean()
