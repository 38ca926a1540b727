use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        labels y: [B] in 10;
        loss = mean(cross_entropy(y, softmax(x)));
    }
}

fn main() {}
