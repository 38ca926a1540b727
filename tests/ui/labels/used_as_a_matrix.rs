use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        labels y: [B] in 10;
        loss = mse(softmax(x), y);
    }
}

fn main() {}
